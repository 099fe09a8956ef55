// gaussian
