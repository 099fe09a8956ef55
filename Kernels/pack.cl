// Parameters in the form that row programs read: rows padded with zeros to a multiple of a vector's length.
//
//   pack_parameters   of each input in turn, behind each other:
//                     output[row, column] = input[row * row_step + column * column_step] for column < columns, else 0
//
// The kernel is made for the number of inputs: PACK(0) PACK(1) ….
//
// global size: {ceil(count / CHUNK)}; a work-item writes CHUNK numbers of a row

#ifndef CHUNK
#define CHUNK 1
#endif

static inline void pack_part(GLOBAL const float* input, GLOBAL float* output, int i, int columns, int padded, int row_step,
                             int column_step) {
  int row = i / padded, column = i % padded;
  GLOBAL const float* source = input + (size_t)row * row_step;
  for (int j = 0; j < CHUNK; j++) {
    output[j] = column + j < columns ? source[(size_t)(column + j) * column_step] : 0;
  }
}

#define PACK_PARAMETERS(n) int end##n, int columns##n, int padded##n, int row_step##n, int column_step##n
#define PACK(n)                                                                                       \
  if (i < end##n) {                                                                                   \
    pack_part(input##n, output + i, i - begin, columns##n, padded##n, row_step##n, column_step##n);   \
    return;                                                                                           \
  }                                                                                                   \
  begin = end##n;
