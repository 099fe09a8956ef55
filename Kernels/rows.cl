// The functions of generated row programs. A work-group takes a tile of TILE_ROWS rows through all operations of a
// graph. Intermediate values are in `tile`, which is local memory or, with TILE_GLOBAL, a part of global memory of
// the work-group's own. On CPUs (WIDTH 16) a work-group is one work-item.
//
// EACH_UNIT divides the units of work of an operation among the work-items; ROW_BARRIER is between operations. A
// row's results do not depend on the tile's other rows.

#ifdef TILE_GLOBAL
#define TILE GLOBAL
#else
#define TILE LOCAL
#endif

#if GROUP == 1
#define MEMBER 0
#define ROW_BARRIER
#else
#define MEMBER ((int)get_local_id(0))
#define ROW_BARRIER barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#endif

// `spill` is the part of global memory.
#ifdef TILE_GLOBAL
#define TILE_MEMORY GLOBAL float* tile = spill + (size_t)get_group_id(0) * TILE_COUNT;
#else
#define TILE_MEMORY                                                        \
  LOCAL float tile_memory[TILE_COUNT] __attribute__((aligned(64)));        \
  LOCAL float* tile = tile_memory + get_global_offset(0);
#endif

#define EACH_UNIT(unit, count) for (int unit = MEMBER; unit < (count); unit += GROUP)

#define UNROLL _Pragma("unroll")

static inline floatv load_tile(TILE const float* p) { return *(TILE const floatv*)p; }
static inline void store_tile(floatv value, TILE float* p) { *(TILE floatv*)p = value; }
// Parameters are aligned to a vector's size.
static inline floatv load_parameter(GLOBAL const float* p) { return *(GLOBAL const floatv*)p; }
// The vector from column i on, with `missing` in the columns from n on.
static inline floatv load_columns(TILE const float* p, int i, int n, float missing) {
  return SELECT(i + LANES < n, load_tile(p + i), missing);
}

// WIDTH bytes as numbers, of which only the first n exist.
static inline floatv load_bytes(GLOBAL const uchar* p, int n) {
#if WIDTH == 16
  float lane[WIDTH];
  PART_LOOP
  for (int i = 0; i < WIDTH; i++) lane[i] = i < n ? (float)p[i] : 0.0f;
  return vload16(0, lane);
#else
  return *p;
#endif
}

#if WIDTH == 16
// A vector at any address.
static inline floatv load_tile_at(TILE const float* p) { return *(TILE const float16_unaligned*)p; }
static inline void store_tile_at(floatv value, TILE float* p) { *(TILE float16_unaligned*)p = value; }
#else
static inline floatv load_tile_at(TILE const float* p) { return *p; }
static inline void store_tile_at(floatv value, TILE float* p) { *p = value; }

// The weights of adjacent results, which are aligned to their number.
#define LOAD_COLUMNS_1(to, p) { (to)[0] = *(p); }
#define LOAD_COLUMNS_2(to, p) { float2 two = *(GLOBAL const float2*)(p); (to)[0] = two.x; (to)[1] = two.y; }
#define LOAD_COLUMNS_4(to, p) { float4 four = *(GLOBAL const float4*)(p); (to)[0] = four.x; (to)[1] = four.y; (to)[2] = four.z; (to)[3] = four.w; }
#endif
