// Nothing: what a program costs that does nothing.
