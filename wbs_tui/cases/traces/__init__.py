"""What leads to a person in a text: names, numbers, addresses, and how officers are warned of them."""
