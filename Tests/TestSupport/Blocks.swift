extension [Float] {
  /// Element `index` along axis 1 of [rows, count, ...]: [rows, ...].
  package func block(_ index: Int, of count: Int, rows: Int = 1) -> [Float] {
    let run = self.count / rows / count
    var result: [Float] = []
    for row in 0..<rows {
      let start = (row * count + index) * run
      result += self[start..<start + run]
    }
    return result
  }
}
