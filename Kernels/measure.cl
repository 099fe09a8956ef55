// measure
