import Foundation

/// Bar charts as pictures, in two formats.
extension BarChart {
  /// The colors of bars, in the order in which the bars' names appear.
  private static let colors: [UInt32] = [
    0xc0392b, 0x7f8c8d, 0x2980b9, 0x27ae60, 0x8e44ad, 0xd35400, 0x16a085, 0xf39c12,
  ]

  /// The places of all parts of a picture, in pixels.
  private struct Layout {
    /// A line of text, placed by its left end and its baseline.
    struct Text {
      let text: String
      let left: Int
      let bottom: Int
      var kind = Kind.plain

      enum Kind {
        case title, heading, plain
      }
    }

    /// A bar, placed by its upper left corner.
    struct Bar {
      let top: Int
      let width: Double
      let color: Int
    }

    static let (left, barHeight, step, room) = (130, 14, 18, 560)

    var texts: [Text] = []
    var bars: [Bar] = []
    var height = 50
    let width = left + room + 90
  }

  private var layout: Layout {
    var names: [String] = []
    for name in groups.flatMap(\.bars).map(\.name) where !names.contains(name) { names.append(name) }
    var layout = Layout()
    var top = layout.height
    layout.texts.append(.init(text: title, left: 10, bottom: 24, kind: .title))
    for group in groups {
      layout.texts.append(
        .init(text: group.name, left: 10, bottom: top + Layout.barHeight, kind: .heading))
      top += Layout.step
      for member in group.bars {
        let width = share(member.value) * Double(Layout.room)
        let bottom = top + Layout.barHeight - 2
        layout.texts.append(.init(text: member.name, left: 20, bottom: bottom))
        layout.bars.append(
          .init(top: top, width: width, color: names.firstIndex(of: member.name)! % Self.colors.count))
        layout.texts.append(
          .init(text: Self.text(member.value), left: Layout.left + Int(width) + 6, bottom: bottom))
        top += Layout.step
      }
      top += Layout.step / 2
    }
    layout.height = top + 10
    return layout
  }

  /// The chart as Scalable Vector Graphics.
  package var svg: String {
    let layout = layout
    let bars = layout.bars.map { bar in
      let (width, color) = (
        String(format: "%.1f", bar.width), String(format: "#%06x", Self.colors[bar.color])
      )
      return
        "<rect x=\"\(Layout.left)\" y=\"\(bar.top)\" width=\"\(width)\" height=\"\(Layout.barHeight)\" fill=\"\(color)\"/>\n"
    }
    let texts = layout.texts.map { text in
      let style =
        switch text.kind {
        case .title: " font-size=\"16\""
        case .heading: " font-weight=\"bold\""
        case .plain: ""
        }
      return
        "<text x=\"\(text.left)\" y=\"\(text.bottom)\"\(style)>\(Self.escaped(text.text))</text>\n"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(layout.width)" height="\(layout.height)" \
      font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      \((bars + texts).joined())</svg>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }

  /// The chart as a PNG, twice as large as `svg` so that its letters are clear.
  package var png: [UInt8] {
    let layout = layout
    let scale = 2
    let (white, black): (UInt32, UInt32) = (0xffffff, 0)
    var picture = StillPicture(
      width: scale * layout.width, height: scale * layout.height, palette: [white, black] + Self.colors)
    for bar in layout.bars {
      picture.fill(
        left: scale * Layout.left, top: scale * bar.top, width: Int((Double(scale) * bar.width).rounded()),
        height: scale * Layout.barHeight, color: UInt8(2 + bar.color))
    }
    for text in layout.texts {
      let size = text.kind == .title ? 3 : 2
      let starts = text.kind == .heading ? [0, 1] : [0]
      for start in starts {
        picture.write(
          text.text, left: scale * text.left + start, bottom: scale * text.bottom, scale: size, color: 1)
      }
    }
    return picture.png
  }
}
