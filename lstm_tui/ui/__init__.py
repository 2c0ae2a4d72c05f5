"""The simulator in the terminal: a thin shell over `stage`. Nothing here knows of networks beyond frames and views."""
