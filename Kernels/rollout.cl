// What plans that are drawn and tried in a model in one launch are made of (RolloutProgram): a work-group takes a tile of
// TILE_ROWS candidates through all steps, with the same statements for each. rows.cl and random_numbers.cl precede this
// file.
//
// Candidates of all environments are rows one after another, ROWS in all; where a tile has more rows, they compute what
// the last candidate does, and store nothing.

#define ROW_NUMBER(row) min(first_row + (row), ROWS - 1)
#define EXISTS(row) (first_row + (row) < ROWS)

// The blocks' numbers one after another.
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

// `count` blocks of standard normal numbers from `first` on of a draw.
#define DRAW_NORMAL(target, first, count, draw)                                  \
  EACH_UNIT(unit, ((count) + WIDTH - 1) / WIDTH) {                               \
    uintv word[4];                                                               \
    floatv number[4];                                                            \
    philox((first) + unit * WIDTH + lane_numbers(), draw, now, key, word);       \
    normal_of(word, number);                                                     \
    store_numbers(number, (target) + unit * 4 * WIDTH);                          \
  }
