// The operands of a product as tensor cores would read them, for devices without these: output = the nearest TF32 or
// bf16 number to input. Infinities and NaN are unchanged.
//
// Macros: PRECISION  1: TF32, ties away from zero   2: bf16, ties to even
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements, WIDTH at a time

#ifndef CHUNK
#define CHUNK 1
#endif

static inline floatv rounded(floatv value) {
  intv bits = as_intv(value);
#if PRECISION == 2
  intv nearest = (bits + 0x7fff + (bits >> 16 & 1)) & (intv)(int)0xffff0000;
#else
  intv nearest = (bits + 0x1000) & (intv)(int)0xffffe000;
#endif
  return SELECT((bits & 0x7f800000) == 0x7f800000, value, as_floatv(nearest));
}

KERNEL void round_operand(GLOBAL const float* input,  // [count]
                          GLOBAL float* output,       // [count]
                          int count) {
  int begin = (int)get_global_id(0) * CHUNK, end = min(begin + CHUNK, count);
  for (int i = begin; i < end; i += WIDTH) store_part(rounded(load_part(input + i, end - i, 0)), output + i, end - i);
}
