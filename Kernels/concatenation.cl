// concatenation
