// Conversion between types of numbers.
//
//   int_to_float   the nearest float
//   float_to_int   the integer part
//
// global size: {count}

KERNEL void int_to_float(GLOBAL const int* input,  // [count]
                         GLOBAL float* output,     // [count]
                         int count) {
  int i = get_global_id(0);
  if (i < count) output[i] = (float)input[i];
}

KERNEL void float_to_int(GLOBAL const float* input,  // [count]
                         GLOBAL int* output,         // [count]
                         int count) {
  int i = get_global_id(0);
  if (i < count) output[i] = (int)input[i];
}
