"""What goes back and forth about a case: referrals, taking one, remarks, requests, replies."""
