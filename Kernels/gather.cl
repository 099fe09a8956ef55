// Rows by index. An index outside 0..<n reads and writes nothing, but makes a gathered row NaN.
//   gather_forward    output[j] = input[index[j]]
//   gather_backward   input_gradient[r] = Σ output_gradient[j] over the j with index[j] = r, in j's order
//   scatter_rows      output[index[j]] = input[j]; other rows stay, and of two rows for one place any may win
//
// global size: {ceil(columns / RUN), ceil(rows / height)}, with rows = m, for gather_backward n; a work-item takes
// RUN columns of `height` rows

#ifndef RUN
#define RUN 1
#endif

KERNEL void gather_forward(GLOBAL const float* input,  // [n, columns]
                           GLOBAL const int* index,    // [m]
                           GLOBAL float* output,       // [m, columns]
                           int n, int m, int columns, int height) {
  int start = get_global_id(0) * RUN, end = min(start + RUN, columns);
  int top = get_global_id(1) * height, bottom = min(top + height, m);
  for (int j = top; j < bottom; j++) {
    bool exists = index[j] >= 0 && index[j] < n;
    GLOBAL const float* source = input + (exists ? index[j] : 0) * columns;
    for (int c = start; c < end; c += WIDTH) {
      floatv row = exists ? load_part(source + c, end - c, 0) : (floatv)(NAN);
      store_part(row, output + j * columns + c, end - c);
    }
  }
}

KERNEL void gather_backward(GLOBAL const float* output_gradient,  // [m, columns]
                            GLOBAL const int* index,              // [m]
                            GLOBAL float* input_gradient,         // [n, columns]
                            int n, int m, int columns, int height) {
  int start = get_global_id(0) * RUN, end = min(start + RUN, columns);
  int top = get_global_id(1) * height, bottom = min(top + height, n);
  for (int r = top; r < bottom; r++) {
    for (int c = start; c < end; c += WIDTH) store_part(0, input_gradient + r * columns + c, end - c);
  }
  for (int j = 0; j < m; j++) {
    if (index[j] < top || index[j] >= bottom) continue;
    GLOBAL const float* source = output_gradient + j * columns;
    GLOBAL float* target = input_gradient + index[j] * columns;
    for (int c = start; c < end; c += WIDTH) {
      store_part(load_part(target + c, end - c, 0) + load_part(source + c, end - c, 0), target + c, end - c);
    }
  }
}

KERNEL void scatter_rows(GLOBAL const float* input,  // [m, columns]
                         GLOBAL const int* index,    // [m]
                         GLOBAL float* output,       // [n, columns]
                         int n, int m, int columns, int height) {
  int start = get_global_id(0) * RUN, end = min(start + RUN, columns);
  int top = get_global_id(1) * height, bottom = min(top + height, m);
  for (int j = top; j < bottom; j++) {
    if (index[j] < 0 || index[j] >= n) continue;
    GLOBAL float* target = output + index[j] * columns;
    for (int c = start; c < end; c += WIDTH) {
      store_part(load_part(input + j * columns + c, end - c, 0), target + c, end - c);
    }
  }
}
