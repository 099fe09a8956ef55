/// An evaluator that carries out whole searches on the device of its networks. Their trees are the same as
/// the host's, visit for visit.
package protocol SearchingEvaluator: Evaluator {
  /// Whether it can search trees of this capacity. Throws if the device fails.
  func searches(_ capacity: SearchCapacity) throws -> Bool

  /// Carries out `simulations` further simulations of every tree that has as many left, and returns when they
  /// are done. If `isFirst` is true, the trees have only their roots, which it copies to the device.
  func advance(_ trees: SearchTrees, by simulations: Int, isFirst: Bool) throws

  func finish(_ trees: SearchTrees) throws
}
