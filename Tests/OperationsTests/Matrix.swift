/// A matrix in double precision, for references.
struct Matrix {
  let rows: Int
  let columns: Int
  var values: [Double]

  init(_ values: [Double], _ rows: Int, _ columns: Int) {
    precondition(values.count == rows * columns, "\(values.count) values of a \(rows)×\(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(_ values: [Float], _ rows: Int, _ columns: Int) { self.init(values.map(Double.init), rows, columns) }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  var transposed: Matrix {
    var result = Matrix([Double](repeating: 0, count: values.count), columns, rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }

  var columnSums: [Double] {
    (0..<columns).map { column in (0..<rows).map { self[$0, column] }.reduce(0, +) }
  }

  /// The values with `bias` added to every row.
  func adding(_ bias: [Float]) -> Matrix {
    precondition(bias.count == columns, "\(bias.count) biases for \(columns) columns")
    return Matrix(values.indices.map { values[$0] + Double(bias[$0 % columns]) }, rows, columns)
  }

  static func + (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.rows == right.rows && left.columns == right.columns, "a sum of unlike matrices")
    return Matrix(zip(left.values, right.values).map(+), left.rows, left.columns)
  }

  static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columns == right.rows, "a product of \(left.columns) columns and \(right.rows) rows")
    let (rows, depth, columns) = (left.rows, left.columns, right.columns)
    let values = [Double](unsafeUninitializedCapacity: rows * columns) { result, count in
      left.values.withUnsafeBufferPointer { left in
        right.values.withUnsafeBufferPointer { right in
          // Unsafe pointers and no ranges: these loops are most of an unoptimized test's time.
          let (a, b, c) = (left.baseAddress!, right.baseAddress!, result.baseAddress!)
          var index = 0
          while index < rows * columns {
            let (row, column) = (index / columns, index % columns)
            var sum = 0.0
            var k = 0
            while k < depth {
              sum += a[row * depth + k] * b[k * columns + column]
              k += 1
            }
            (c + index).initialize(to: sum)
            index += 1
          }
        }
      }
      count = rows * columns
    }
    return Matrix(values, rows, columns)
  }
}
