/// exp(x) for x ≤ 0, and 0 for x below −87. It uses only additions and products, none of them contracted, so
/// that every device computes the same bits. `exact_exponential` in `Kernels/tree_search.cl` takes the same
/// steps (Cephes, expf).
@inline(__always)
func exactExponential(_ x: Float) -> Float {
  if !(x > -87) { return 0 }
  // A float of at least 1.5 · 2²³ has no fractional bits, so that adding and subtracting it rounds.
  let rounding: Float = 12_582_912
  let n = (x * 1.44269504 + rounding) - rounding
  let r = (x - n * 0.693359375) - n * -2.12194440e-4
  var p: Float = 1.9875691500e-4
  p = p * r + 1.3981999507e-3
  p = p * r + 8.3334519073e-3
  p = p * r + 4.1665795894e-2
  p = p * r + 1.6666665459e-1
  p = p * r + 5.0000001201e-1
  let y = (p * (r * r) + r) + 1
  return y * Float(bitPattern: UInt32(bitPattern: (Int32(n) + 127) << 23))
}
