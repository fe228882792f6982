#pragma once

#include <fmt/core.h>

#include <array>
#include <compare>
#include <concepts>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace dmp::core {

class Text;

/// Every other kind of text.
template <class T>
concept Words = std::convertible_to<const T&, std::string_view> && !std::same_as<T, Text>;

/// A text that thousands of rows share, as the name of an area or a method: a handle on the one copy that the program keeps.
/// As small as a pointer, copied and compared for equality like one; read as a std::string. A copy is kept until the program
/// ends: not for what differs in every row, and never for personal data. Safe to make in several threads at once.
class Text {
 public:
  Text() noexcept : kept_(&nothing()) {}
  template <Words Other>
  Text(const Other& words) : kept_(&keep(words)) {}

  operator const std::string&() const noexcept { return *kept_; }
  operator std::string_view() const noexcept { return *kept_; }
  [[nodiscard]] const std::string& str() const noexcept { return *kept_; }
  [[nodiscard]] bool empty() const noexcept { return kept_->empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return kept_->size(); }
  [[nodiscard]] const char* c_str() const noexcept { return kept_->c_str(); }

  [[nodiscard]] bool starts_with(std::string_view words) const noexcept { return kept_->starts_with(words); }
  [[nodiscard]] std::size_t find(std::string_view words, std::size_t from = 0) const noexcept { return kept_->find(words, from); }
  [[nodiscard]] std::string substr(std::size_t from, std::size_t length = std::string::npos) const { return kept_->substr(from, length); }
  void clear() noexcept { kept_ = &nothing(); }

  Text& operator+=(std::string_view more) { return *this = Text(*kept_ + std::string(more)); }

  friend bool operator==(const Text& a, const Text& b) noexcept { return a.kept_ == b.kept_; }
  friend std::strong_ordering operator<=>(const Text& a, const Text& b) noexcept { return a.kept_ == b.kept_ ? std::strong_ordering::equal : *a.kept_ <=> *b.kept_; }
  template <Words Other>
  friend bool operator==(const Text& a, const Other& b) noexcept {
    return std::string_view(*a.kept_) == std::string_view(b);
  }
  template <Words Other>
  friend std::string operator+(const Text& a, const Other& b) {
    return std::string(*a.kept_).append(std::string_view(b));
  }
  template <Words Other>
  friend std::string operator+(const Other& a, const Text& b) {
    return std::string(std::string_view(a)).append(*b.kept_);
  }
  friend std::string operator+(const Text& a, const Text& b) { return *a.kept_ + *b.kept_; }
  friend std::ostream& operator<<(std::ostream& stream, const Text& text);

 private:
  friend std::hash<Text>;
  static const std::string& nothing() noexcept;
  static const std::string& keep(std::string_view words);
  const std::string* kept_;
};

}  // namespace dmp::core

template <>
struct std::hash<dmp::core::Text> {
  std::size_t operator()(const dmp::core::Text& text) const noexcept { return std::hash<const void*>()(text.kept_); }
};

/// Several texts as one key.
template <std::size_t Count>
struct std::hash<std::array<dmp::core::Text, Count>> {
  std::size_t operator()(const std::array<dmp::core::Text, Count>& texts) const noexcept {
    std::size_t mixed = 0;
    for (const auto& text : texts) mixed = (mixed ^ std::hash<dmp::core::Text>()(text)) * 0x9E3779B97F4A7C15u;
    return mixed ^ mixed >> 32;
  }
};

template <>
struct fmt::formatter<dmp::core::Text> : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const dmp::core::Text& text, Context& context) const {
    return fmt::formatter<std::string_view>::format(text.str(), context);
  }
};
