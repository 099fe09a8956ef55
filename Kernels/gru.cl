// gru
