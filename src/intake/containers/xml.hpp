#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dmp::intake::containers {

/// Attributes of one element, by local name (the prefix of the namespace is left out).
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// Empty where there is no such attribute.
  [[nodiscard]] std::string_view get(std::string_view local_name) const;

 private:
  const char** pairs_;
};

/// Takes the events of an XML document. Element names are local names.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view element, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view element) = 0;
  virtual void text(std::string_view characters) = 0;
};

/// Reads XML as it comes, without keeping it. Nothing outside the document is ever fetched, and a document that declares
/// entities is refused, so none can grow.
class XmlReader {
 public:
  /// `place` is what messages call the document.
  XmlReader(XmlHandler& handler, std::string place);
  ~XmlReader();

  /// A UserError (data) where the bytes are no well-formed XML; errors of the handler come through.
  void feed(std::string_view bytes);
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dmp::intake::containers
