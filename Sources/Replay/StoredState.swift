/// A state of a trajectory, which remains usable after the trajectory is evicted from its replay.
package struct StoredState: Sendable {
  package let trajectory: Trajectory
  package let step: Int

  package init(_ trajectory: Trajectory, step: Int) { (self.trajectory, self.step) = (trajectory, step) }
}
