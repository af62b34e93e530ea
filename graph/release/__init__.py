"""What leaves the house: dry runs of a change, the difference in words, and dated releases."""
