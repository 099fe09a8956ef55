extension Initializer {
  /// A matrix [rows, columns] with orthogonal rows of length `gain`, or orthogonal columns if there are fewer
  /// columns.
  ///
  /// Normal vectors are orthogonalized one after the other (by modified Gram-Schmidt in double precision),
  /// which gives a uniform distribution over all such matrices.
  static func orthogonal(rows: Int, columns: Int, gain: Double, _ stream: inout ParameterStream) -> [Float] {
    let (count, length) = (min(rows, columns), max(rows, columns))
    var vectors: [[Double]] = []
    for _ in 0..<count {
      var vector = (0..<length).map { _ in stream.normal() }
      for other in vectors { subtractProjection(onto: other, from: &vector) }
      let norm = dot(vector, vector).squareRoot()
      vectors.append(vector.map { $0 / norm })
    }
    return (0..<rows * columns).map { index in
      let (row, column) = (index / columns, index % columns)
      return Float(gain * (rows <= columns ? vectors[row][column] : vectors[column][row]))
    }
  }

  /// Subtracts the projection onto `other`, which must have length 1.
  private static func subtractProjection(onto other: [Double], from vector: inout [Double]) {
    let projection = dot(other, vector)
    for index in vector.indices { vector[index] -= projection * other[index] }
  }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
