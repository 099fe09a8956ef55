// Images of bytes, as environments provide them, converted to floats.
//
//   quantize_image:  floor(x / 2^(8 - bits)) / 2^bits + noise / 2^bits - 1/2        {count / CHUNK}
//   image_to_float:  factor x                                                       {count / CHUNK}
//
// PIXEL is the input's element type, uchar or int; values are 0 ... 255.

#ifndef CHUNK
#define CHUNK 1
#endif
#ifndef PIXEL
#define PIXEL uchar
#endif
#define BYTE_BITS 8

// WIDTH pixels at p, of which only the first n exist; the others are read as 0.
static inline intv load_pixels(GLOBAL const PIXEL* p, int n) {
#if WIDTH == 16
  if (n >= WIDTH) return convert_int16(vload16(0, p));
  int lane[WIDTH];
  for (int i = 0; i < WIDTH; i++) lane[i] = i < n ? p[i] : 0;
  return vload16(0, lane);
#else
  return n > 0 ? p[0] : 0;
#endif
}

KERNEL void quantize_image(GLOBAL const PIXEL* input,  // [count]
                           GLOBAL const float* noise,  // [count]
                           GLOBAL float* output,       // [count]
                           int count, int bits) {
  float scale = 1.0f / (1 << bits);
  int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);
  for (int i = start; i < end; i += WIDTH) {
    floatv level = convert_floatv(load_pixels(input + i, end - i) >> (BYTE_BITS - bits)) * scale - 0.5f;
    store_part(level + load_part(noise + i, end - i, 0) * scale, output + i, end - i);
  }
}

KERNEL void image_to_float(GLOBAL const PIXEL* input,  // [count]
                           GLOBAL float* output,       // [count]
                           int count, float factor) {
  int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);
  for (int i = start; i < end; i += WIDTH) {
    store_part(convert_floatv(load_pixels(input + i, end - i)) * factor, output + i, end - i);
  }
}
