// Where the rows of four matrices of 8 rows of 16 bytes lie that `load_matrices` reads at once: they form a block of two
// by two. The elements of products by tensor cores. Follows product_operand.cl.

#ifndef PRECISION
#define PRECISION 1
#endif

#if PRECISION == 2
#define ELEMENT ushort
#else
#define ELEMENT float
#endif

// The float that TF32 reads as its nearest one, ties away from zero: the 13 bits of the fraction that TF32 has not are
// left as they are. The maximum keeps GPUs' NaN, whose bits would become a sign.
INLINE float round_tf32(float value) { return as_float(max(as_int(value) + 0x1000, as_int(value))); }

typedef struct {
  int stride;          // bytes from a row to the next
  int is_second_below;  // whether the second matrix lies below the first, and the third beside it; or the other way round
} MatrixRows;

// The place of row `index` % 8 of matrix `index` / 8, in bytes.
INLINE int row_place(MatrixRows rows, int index) {
  int matrix = index / 8, below = rows.is_second_below ? matrix % 2 : matrix / 2;
  return (below * 8 + index % 8) * rows.stride + (rows.is_second_below ? matrix / 2 : matrix % 2) * 16;
}
