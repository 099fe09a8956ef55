/// Suggests names that may have been meant.
package enum NearNames {
  /// At most `limit` names that contain `name` or differ from it in few letters, the nearest first.
  package static func find(_ name: String, among names: [String], limit: Int = 5) -> [String] {
    let furthest = max(1, name.count / 3)
    let ranked = names.compactMap { candidate -> (distance: Int, name: String)? in
      let distance = distance(name, candidate)
      guard distance <= furthest || (name.count > 2 && candidate.contains(name)) else { return nil }
      return (distance, candidate)
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
  }

  /// The number of letters to insert, remove or replace, and of adjacent letters to exchange (Damerau 1964,
  /// in the restricted form).
  package static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var before: [Int] = []
    var row = Array(0...second.count)
    for index in first.indices {
      var next = [index + 1]
      for column in second.indices {
        let replaced = row[column] + (first[index] == second[column] ? 0 : 1)
        var least = min(replaced, next[column] + 1, row[column + 1] + 1)
        if index > 0, column > 0, first[index] == second[column - 1], first[index - 1] == second[column] {
          least = min(least, before[column - 1] + 1)
        }
        next.append(least)
      }
      (before, row) = (row, next)
    }
    return row[second.count]
  }
}
