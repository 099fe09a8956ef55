// Measures a device's peak performance, with which other kernels are compared, and the cost of a launch.
//   multiply_add:  CHAINS independent chains a = a * factor + addend in every lane of a work-item
//                  global size: {items}
//   copy_forward:  output = input
//                  global size: {ceil(count / (CHUNK * WIDTH))}; a work-item copies CHUNK vectors that lie
//                  side by side where WIDTH > 1, and one element else
//   copy_wide:     the same on GPUs, of a multiple of 4 elements
//                  global size: {GROUP * ceil(count / (GROUP * LOADS * 4))}, local size {GROUP}; a work-item has LOADS loads
//                  of 16 bytes in flight
//   nothing:       does nothing                      global size: any

#ifndef CHAINS
#define CHAINS 16
#endif
#ifndef CHUNK
#define CHUNK 1
#endif

KERNEL void multiply_add(GLOBAL float* result,  // [items]
                         int rounds, float factor, float addend) {
  floatv chain[CHAINS];
  for (int i = 0; i < CHAINS; i++) chain[i] = (floatv)(i + get_global_id(0));
  for (int round = 0; round < rounds; round++) {
#pragma unroll
    for (int i = 0; i < CHAINS; i++) chain[i] = fma(chain[i], (floatv)(factor), (floatv)(addend));
  }
  floatv sum = 0;
  for (int i = 0; i < CHAINS; i++) sum += chain[i];
  result[get_global_id(0)] = sum_lanes(sum);
}

KERNEL void copy_forward(GLOBAL const float* input,  // [count]
                         GLOBAL float* output,       // [count]
                         int count) {
  int start = get_global_id(0) * CHUNK * WIDTH, end = min(start + CHUNK * WIDTH, count);
  for (int i = start; i < end; i += WIDTH) store_part(load_part(input + i, end - i, 0), output + i, end - i);
}

#ifndef GROUP
#define GROUP 128
#endif
#ifndef LOADS
#define LOADS 4
#endif

KERNEL void copy_wide(GLOBAL const float* input,  // [count]
                      GLOBAL float* output,       // [count]
                      int count) {
  int first = ((int)get_group_id(0) * GROUP * LOADS + (int)get_local_id(0)) * 4;
  if (first >= count) return;
  float4 values[LOADS];
#pragma unroll
  for (int l = 0; l < LOADS; l++) {
    int i = first + l * GROUP * 4;
    values[l] = *(GLOBAL const float4*)(input + (i < count ? i : first));
  }
#pragma unroll
  for (int l = 0; l < LOADS; l++) {
    int i = first + l * GROUP * 4;
    if (i < count) *(GLOBAL float4*)(output + i) = values[l];
  }
}

KERNEL void nothing(GLOBAL float* unused) {  // [1]
}
