import Environments
import Telemetry

extension EpisodeVideo {
  /// A video of an environment's episodes.
  package convenience init(of environment: any Environment<Int>) {
    self.init(isGame: environment.specification.players == 2)
  }

  /// Adds a picture of the environment's current state.
  package func append(_ environment: any Environment<Int>) {
    if let seen = environment as? any RenderedEnvironment<Int> {
      append(picture: seen.render(width: Self.side, height: Self.side, channels: 3))
    } else {
      append(text: environment.text)
    }
  }
}
