// The epilogue of a product or a normalization, which is applied to each element of the result; for a product when
// its sum over k is complete. At most one of these macros is set, to a function of activation.cl, which then precedes
// this file:
//   ACTIVATION  f_value: c = f(c)
//   GATE        f_output_derivative: c = c f'(x), from y = f(x), which `gate` holds where C holds c
// Every product takes `gate` as its last argument, but only GATE reads it. Normalizations have no `gate`, and
// therefore no GATE.

#if defined(ACTIVATION) || defined(GATE)
#define HAS_EPILOGUE
#endif

#if defined(GATE)
#define EPILOGUE(value, index, lanes) ((value) * GATE(load_part(gate + (index), lanes, 0)))
#elif defined(ACTIVATION)
#define EPILOGUE(value, index, lanes) ACTIVATION(value)
#else
#define EPILOGUE(value, index, lanes) (value)
#endif
