/// An evaluator that carries out whole searches where its networks are, by the rules of the host's search, visit for visit.
package protocol SearchingEvaluator: Evaluator {
  /// Whether it searches trees of this capacity. Throws where the device fails.
  func searches(_ capacity: SearchCapacity) throws -> Bool

  /// Carries out `simulations` more of every tree that has as many left, and returns when they are done. `isFirst` says that
  /// the trees have only their roots yet, which it takes over.
  func advance(_ trees: SearchTrees, by simulations: Int, isFirst: Bool) throws

  /// Hands the trees back.
  func finish(_ trees: SearchTrees) throws
}
