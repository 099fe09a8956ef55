// The functions of kernels that sample plans and evaluate them in a model in one launch (RolloutProgram). A
// work-group takes a tile of TILE_ROWS candidates through all steps, with the same statements for each. rows.cl and
// random_numbers.cl precede this file.
//
// The candidates of all environments are consecutive rows, ROWS in all. If a tile has more rows, these compute the
// same as the last candidate, and store nothing.

#define ROW_NUMBER(row) min(first_row + (row), ROWS - 1)
#define EXISTS(row) (first_row + (row) < ROWS)

// The numbers of the blocks one after another.
static inline void store_numbers(const floatv* q, TILE float* p) {
#if WIDTH == 16
  store_tile(BLOCKS_0(q), p);
  store_tile(BLOCKS_1(q), p + 16);
  store_tile(BLOCKS_2(q), p + 32);
  store_tile(BLOCKS_3(q), p + 48);
#else
  for (int i = 0; i < 4; i++) p[i] = q[i];
#endif
}

// `count` blocks of standard normal numbers of a draw, from block `first` on.
#define DRAW_NORMAL(target, first, count, draw)                                  \
  EACH_UNIT(unit, ((count) + WIDTH - 1) / WIDTH) {                               \
    uintv word[4];                                                               \
    floatv number[4];                                                            \
    philox((first) + unit * WIDTH + lane_numbers(), draw, now, key, word);       \
    normal_of(word, number);                                                     \
    store_numbers(number, (target) + unit * 4 * WIDTH);                          \
  }
