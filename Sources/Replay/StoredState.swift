/// A state of a trajectory, which stays as it was whatever becomes of the replay that it is from.
package struct StoredState: Sendable {
  package let trajectory: Trajectory
  package let step: Int

  package init(_ trajectory: Trajectory, step: Int) { (self.trajectory, self.step) = (trajectory, step) }
}
