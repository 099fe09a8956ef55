// Weights in the form that row programs' Winograd convolutions read: G w G' (see winograd.cl) for tiles of
// TILE_HEIGHT x TILE_WIDTH, with channels padded with zeros. winograd_transforms.cl precedes this file.
//
//   winograd_pack   global size {padded outputs / 16, inputs}

#ifndef TILE_HEIGHT
#define TILE_HEIGHT 4
#endif
#ifndef TILE_WIDTH
#define TILE_WIDTH 4
#endif

#define NAME(name, size) name##size
#define WEIGHT_TRANSFORM(size) NAME(weight_, size)

#if WIDTH == 16
KERNEL void winograd_pack(GLOBAL const float* weight,  // [3, 3, inputs, outputs]
                          GLOBAL float* output,        // [points, inputs, padded]
                          int inputs, int outputs, int padded) {
  int n = (int)get_global_id(0) * 16, k = get_global_id(1);
  float16 taps[9];
  for (int tap = 0; tap < 9; tap++) {
    int lanes = outputs - n;
    taps[tap] = lanes > 0 ? load_part(weight + (tap * inputs + k) * outputs + n, lanes, 0) : 0;
  }
#define LOAD_TAP(row, column) taps[(row)*3 + (column)]
#define STORE_WEIGHT(row, column, value) \
  store16(value, output + (((row) * (TILE_WIDTH + 2) + (column)) * inputs + k) * padded + n)
  TRANSFORM_BOTH(3, 3, TILE_HEIGHT + 2, TILE_WIDTH + 2, WEIGHT_TRANSFORM(TILE_HEIGHT), WEIGHT_TRANSFORM(TILE_WIDTH),
                 LOAD_TAP, STORE_WEIGHT)
}
#endif
