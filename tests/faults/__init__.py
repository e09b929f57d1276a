"""What is confirmed is kept, whatever is killed."""
