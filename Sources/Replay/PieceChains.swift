/// Pieces of episodes by where their sampled steps end, so that those that follow can share pictures with them. Pieces that
/// are cut from an episode share theirs anyway; this is for those that are read from files.
struct PieceChains {
  private var ends: [Int: [Trajectory]] = [:]

  /// Lets a piece share the pictures that the piece before it has, where that was added.
  mutating func add(_ piece: inout Trajectory) {
    let begin = piece.firstStep + piece.sampled.lowerBound
    if begin > 0, let before = ends[begin] {
      let found = before.firstIndex {
        $0.firstStep <= piece.firstStep
          && piece.observations.share($0.observations, from: piece.firstStep - $0.firstStep)
      }
      if let found { ends[begin]!.remove(at: found) }
    }
    if piece.ending == .continued {
      ends[piece.firstStep + piece.sampled.upperBound, default: []].append(piece)
    }
  }
}
