/// The gradient of `function` at `point` by central differences, in double precision.
package func numericalGradient(at point: [Double], step: Double = 1e-5, of function: ([Double]) -> Double)
  -> [Double]
{
  point.indices.map { index in
    var (above, below) = (point, point)
    above[index] += step
    below[index] -= step
    return (function(above) - function(below)) / (2 * step)
  }
}

/// Σ a · b.
package func dotProduct(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
