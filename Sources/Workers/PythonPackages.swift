/// Packages that environments need, in versions that are known to work together.
package enum PythonPackages: String, Sendable, CaseIterable, Codable {
  /// Gymnasium's own environments.
  case gymnasium
  /// The Arcade Learning Environment with its games, for Gymnasium.
  case atari
  /// DeepMind Control with MuJoCo.
  case dmc

  /// As pip names them.
  var requirements: [String] {
    switch self {
    case .gymnasium: ["gymnasium==1.4.0", "numpy==2.4.6"]
    case .atari: Self.gymnasium.requirements + ["ale-py==0.12.1", "opencv-python-headless==5.0.0.93"]
    case .dmc: Self.gymnasium.requirements + ["dm-control==1.0.50", "mujoco==3.17.0"]
    }
  }
}
