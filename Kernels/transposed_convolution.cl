// transposed_convolution
