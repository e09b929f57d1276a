"""What the pages about moderating show and take."""
