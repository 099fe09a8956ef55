// normalization
