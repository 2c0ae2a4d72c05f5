"""Charts: numbers and a scale in, lines of styled cells out. They know no model, no language and no terminal."""
