"""What the page is made of, and the callbacks that fill it."""
