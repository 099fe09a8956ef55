import Replay
import TakeAwayGame

/// A game in which each legal move is as likely.
func randomGame(seed: UInt64, stream: inout RandomStream) -> Trajectory {
  var game = TakeAway()
  var trajectory = Trajectory(
    specification: game.specification, firstObservation: game.reset(seed: seed))
  while trajectory.ending == nil {
    let (player, legal) = (game.playerToMove, game.legalActions ?? [])
    let policy = (0..<3).map { legal.contains($0) ? 1 / Float(legal.count) : 0 }
    let action = legal[stream.index(below: legal.count)]
    trajectory.append(
      action: action, policy: policy, rootValue: 0, player: player, legal: legal, step: game.step(action))
  }
  trajectory.finish()
  return trajectory
}
