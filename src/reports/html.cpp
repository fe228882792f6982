#include "reports/html.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace dmp::reports {
namespace {

bool meaningful_when_empty(std::string_view attribute) { return attribute == "alt" || attribute == "open" || attribute == "hidden"; }

}  // namespace

std::string anchor(std::string_view id) {
  std::string out(id);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) c = '_';
  }
  return out;
}

std::string fragment(std::string_view id) {
  std::string out = "#";
  for (const char c : anchor(id)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~:=;,/+").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

void Html::tag(std::string_view name, Attributes attributes) {
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : attributes) {
    if (value.empty() && !meaningful_when_empty(key)) continue;
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    core::append_escaped(out_, value);
    out_ += '"';
  }
}

Html& Html::open(std::string_view name, Attributes attributes) {
  tag(name, attributes);
  out_ += '>';
  open_.push_back(name);
  return *this;
}

Html& Html::close() {
  if (open_.empty()) throw core::InternalError("the report closes an element that was never opened");
  out_ += "</";
  out_ += open_.back();
  out_ += '>';
  // A line break where it cannot show keeps the page readable as text and in a comparison of two editions.
  constexpr std::string_view kBlocks = " p li tr section table figure svg h1 h2 h3 h4 ul ol dl dd div thead tbody details nav style ";
  if (kBlocks.find(fmt::format(" {} ", open_.back())) != std::string_view::npos) out_ += '\n';
  open_.pop_back();
  return *this;
}

Html& Html::shape(std::string_view name, Attributes attributes) {
  tag(name, attributes);
  out_ += "/>";
  return *this;
}

Html& Html::element(std::string_view name, std::string_view content, Attributes attributes) { return open(name, attributes).text(content).close(); }

Html& Html::text(std::string_view content) {
  core::append_escaped(out_, content);
  return *this;
}

Html& Html::linked_text(std::string_view content) {
  while (!content.empty()) {
    const std::size_t start = content.find("https://");
    text(content.substr(0, start));
    if (start == std::string_view::npos) return *this;
    content.remove_prefix(start);
    std::size_t length = std::min(content.find_first_of(" \t\n,;)<>\"'"), content.size());
    while (length > 0 && content[length - 1] == '.') --length;
    link(content.substr(0, length), content.substr(0, length));
    content.remove_prefix(length);
  }
  return *this;
}

Html& Html::link(std::string_view href, std::string_view content) { return element("a", content, {{"href", href}}); }

Html& Html::unseen(std::string_view content) { return element("span", content, {{"class", "unseen"}}); }

Html& Html::markup(std::string_view made) {
  out_ += made;
  return *this;
}

std::string Html::take() {
  if (!open_.empty()) throw core::InternalError(fmt::format("the report leaves <{}> open", open_.back()));
  return std::move(out_);
}

}  // namespace dmp::reports
