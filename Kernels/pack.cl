// Parameters as row programs read them: rows whose length is a multiple of a vector's, zeros behind their columns.
//
//   pack_columns   output[row, column] = input[row * row_step + column * column_step] for column < columns, else 0
//
// global size: {rows * padded}

KERNEL void pack_columns(GLOBAL const float* input,  // [rows, columns] or [columns, rows]
                         GLOBAL float* output,       // [rows, padded]
                         int count, int columns, int padded, int row_step, int column_step) {
  int i = get_global_id(0);
  if (i >= count) return;
  int row = i / padded, column = i % padded;
  output[i] = column < columns ? input[row * row_step + column * column_step] : 0;
}
