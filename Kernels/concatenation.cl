// Copies rows between arrays with different distances between rows: for concatenation along an axis, where each input
// becomes a range of columns of the output, and for slices along an axis.
//   copy_columns   output[r, output_start + c] = input[r, input_start + c] for c < columns
//   pad_columns    output[r, c] = input[r, c - start] where start <= c < start + columns, else 0
//
// global size: {ceil(columns that are written / RUN), ceil(rows / height)}; a work-item takes RUN columns of
// `height` rows

#ifndef RUN
#define RUN 1
#endif

KERNEL void copy_columns(GLOBAL const float* input,  // [rows, input_width]
                         GLOBAL float* output,       // [rows, output_width]
                         int rows, int height, int columns, int input_width, int input_start,
                         int output_width, int output_start) {
  int top = get_global_id(1) * height, bottom = min(top + height, rows);
  int start = get_global_id(0) * RUN, end = min(start + RUN, columns);
  for (int r = top; r < bottom; r++) {
    GLOBAL const float* source = input + r * input_width + input_start;
    GLOBAL float* target = output + r * output_width + output_start;
    for (int c = start; c < end; c += WIDTH) {
      store_part(load_part(source + c, end - c, 0), target + c, end - c);
    }
  }
}

KERNEL void pad_columns(GLOBAL const float* input,  // [rows, columns]
                        GLOBAL float* output,       // [rows, output_width]
                        int rows, int height, int columns, int output_width, int start) {
  int top = get_global_id(1) * height, bottom = min(top + height, rows);
  int first = get_global_id(0) * RUN, last = min(first + RUN, output_width);
  for (int r = top; r < bottom; r++) {
    GLOBAL const float* source = input + r * columns;
    GLOBAL float* target = output + r * output_width;
    int before = min(last, start), after = min(last, start + columns);
    for (int c = first; c < before; c += WIDTH) store_part(0, target + c, before - c);
    for (int c = max(first, start); c < after; c += WIDTH) {
      store_part(load_part(source + c - start, after - c, 0), target + c, after - c);
    }
    for (int c = max(first, start + columns); c < last; c += WIDTH) store_part(0, target + c, last - c);
  }
}
