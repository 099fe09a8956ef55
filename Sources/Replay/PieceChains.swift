/// Pieces of episodes by the step at which their sampled steps end, so that the pieces that follow can share
/// images with them. Pieces cut from an episode in memory share theirs anyway; this is for pieces read from
/// files.
struct PieceChains {
  private var ends: [Int: [Trajectory]] = [:]

  /// Makes a piece share the images of the piece before it, if that was added.
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
