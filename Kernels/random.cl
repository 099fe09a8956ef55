// Arrays of random numbers. random_numbers.cl precedes this file, and defines each element.
//
// global size: {ceil(blocks / CHUNK)}; a work-item takes CHUNK blocks of 4 numbers, WIDTH at a time

#ifndef CHUNK
#define CHUNK 1
#endif

#if WIDTH == 16
// Stores the blocks one after another; only the first n numbers exist.
static inline void store_blocks(const floatv* q, GLOBAL float* output, int n) {
  if (n > 0) store_part(BLOCKS_0(q), output, n);
  if (n > 16) store_part(BLOCKS_1(q), output + 16, n - 16);
  if (n > 32) store_part(BLOCKS_2(q), output + 32, n - 32);
  if (n > 48) store_part(BLOCKS_3(q), output + 48, n - 48);
}
#else
static inline void store_blocks(const floatv* q, GLOBAL float* output, int n) {
  for (int i = 0; i < min(n, 4); i++) output[i] = q[i];
}
#endif

#define RANDOM(name)                                                                                      \
  KERNEL void random_##name(GLOBAL float* output,    /* [count] */                                        \
                            GLOBAL const uint* step, /* [step_words], the lower word first */             \
                            int step_words, uint key_low, uint key_high, uint operation, uint first,      \
                            int count) {                                                                  \
    int blocks = (count + 3) / 4, start = get_global_id(0) * CHUNK, end = min(start + CHUNK, blocks);     \
    uint2 now = (uint2)(step[0], step_words > 1 ? step[1] : 0), key = (uint2)(key_low, key_high);         \
    for (int block = start; block < end; block += WIDTH) {                                                \
      uintv word[4];                                                                                      \
      floatv number[4];                                                                                   \
      philox(first + block + lane_numbers(), operation, now, key, word);                                  \
      name##_of(word, number);                                                                            \
      store_blocks(number, output + block * 4, min(end * 4, count) - block * 4);                          \
    }                                                                                                     \
  }

RANDOM(bits)
RANDOM(uniform)
RANDOM(normal)
