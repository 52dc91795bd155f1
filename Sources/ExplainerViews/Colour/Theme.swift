/// One of the two sets of colours that every page and every SVG carries.
enum Theme: String, Sendable, Hashable, CaseIterable {
  /// Dark on white.
  case light
  /// Light on near black.
  case dark

  /// The ground.
  var paper: RGB { self == .light ? RGB(hex: 0xFFFFFF) : RGB(hex: 0x131316) }
  /// Text.
  var ink: RGB { self == .light ? RGB(hex: 0x1B1B1F) : RGB(hex: 0xE6E6EA) }
  /// Quiet text: at least 4.5 : 1 on paper.
  var faint: RGB { self == .light ? RGB(hex: 0x666672) : RGB(hex: 0x9C9CA8) }
  /// Hairlines, which carry no meaning of their own.
  var hairline: RGB { self == .light ? RGB(hex: 0xDCDCE3) : RGB(hex: 0x36363E) }
  /// A check that failed: at least 4.5 : 1 on paper.
  var warning: RGB { self == .light ? RGB(hex: 0x9A5B00) : RGB(hex: 0xE8A33D) }
  /// Checks that passed: at least 3 : 1 on paper.
  var success: RGB { self == .light ? RGB(hex: 0x2E7D4F) : RGB(hex: 0x62B986) }
  /// The cell asked about, and the keyboard's place.
  var focus: RGB { self == .light ? RGB(hex: 0x0B57D0) : RGB(hex: 0x8AB4F8) }

  /// Text that can be read on `ground`: ink or paper where one has 4.5 : 1, else black or white, of which one does.
  func ink(on ground: RGB) -> RGB {
    if ink.contrast(with: ground) >= 4.5 { return ink }
    if paper.contrast(with: ground) >= 4.5 { return paper }
    let (black, white) = (RGB(hex: 0), RGB(hex: 0xFFFFFF))
    return black.contrast(with: ground) > white.contrast(with: ground) ? black : white
  }
}
