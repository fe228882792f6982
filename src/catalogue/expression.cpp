#include "catalogue/expression.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "catalogue/section.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

// Deeper than any sensible condition, and far from exhausting the stack.
constexpr int kDeepest = 60;
constexpr std::size_t kLongest = 4000;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  Parser(std::string_view source, const core::Place& place) : source_(source), place_(place) {}

  Expression read() {
    Expression expression = read_or();
    skip();
    if (at_ < source_.size()) fail(fmt_unexpected(), "take it out, or put 'and', 'or' or an operator before it");
    expression.source = std::string(source_);
    return expression;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& mend) const { refuse(what, place_within(source_, at_, place_), mend); }

  std::string fmt_unexpected() const {
    if (at_ >= source_.size()) return "the expression ends where a value should stand";
    return "unexpected '" + std::string(source_.substr(at_, std::min<std::size_t>(12, source_.size() - at_))) + "' in the expression";
  }

  void skip() {
    while (at_ < source_.size() && std::isspace(static_cast<unsigned char>(source_[at_]))) ++at_;
  }

  bool take(std::string_view sign) {
    skip();
    if (source_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip();
    if (source_.substr(at_, word.size()) != word) return false;
    const std::size_t next = at_ + word.size();
    if (next < source_.size() && (is_letter(source_[next]) || is_digit(source_[next]))) return false;
    at_ = next;
    return true;
  }

  Expression start(Expression::Kind kind) {
    skip();
    Expression node;
    node.kind = kind;
    node.begin = at_;
    node.place = place_within(source_, at_, place_);
    return node;
  }

  Expression join(Expression left, std::string sign, Expression right) {
    Expression node;
    node.kind = Expression::Kind::chain;
    node.text = std::move(sign);
    node.begin = left.begin;
    node.end = right.end;
    node.place = left.place;
    node.arguments = {std::move(left), std::move(right)};
    return node;
  }

  Expression read_or() {
    if (++depth_ > kDeepest) fail("the expression is nested too deeply", "write it with fewer brackets");
    Expression left = read_and();
    while (take_word("or")) left = join(std::move(left), "or", read_and());
    --depth_;
    return left;
  }

  Expression read_and() {
    Expression left = read_not();
    while (take_word("and")) left = join(std::move(left), "and", read_not());
    return left;
  }

  Expression read_not() {
    Expression node = start(Expression::Kind::negate);
    if (!take_word("not")) return read_comparison();
    if (++depth_ > kDeepest) fail("the expression is nested too deeply", "write it with fewer words 'not'");
    node.arguments.push_back(read_not());
    --depth_;
    node.end = node.arguments.back().end;
    return node;
  }

  Expression read_comparison() {
    Expression left = read_sum();
    for (const std::string_view sign : {"<=", ">=", "!=", "<", ">", "="})
      if (take(sign)) return join(std::move(left), std::string(sign), read_sum());
    return left;
  }

  Expression read_sum() {
    Expression left = read_product();
    while (true) {
      if (take("+")) left = join(std::move(left), "+", read_product());
      else if (take("-")) left = join(std::move(left), "-", read_product());
      else return left;
    }
  }

  Expression read_product() {
    Expression left = read_value();
    while (true) {
      if (take("*")) left = join(std::move(left), "*", read_value());
      else if (take("/")) left = join(std::move(left), "/", read_value());
      else return left;
    }
  }

  Expression read_value() {
    Expression node = start(Expression::Kind::number);
    if (at_ >= source_.size()) fail(fmt_unexpected(), "complete the expression");
    const char c = source_[at_];
    if (c == '(') return read_brackets();
    if (c == '-') return read_minus(std::move(node));
    if (c == '"' || c == '\'') return read_text(std::move(node), c);
    if (is_digit(c)) return read_number(std::move(node));
    if (is_letter(c)) return read_name(std::move(node));
    fail(fmt_unexpected(), "write a name, a number, a text in quotes or a function");
  }

  Expression read_brackets() {
    ++at_;
    Expression inner = read_or();
    if (!take(")")) fail("a bracket is not closed", "add ')'");
    return inner;
  }

  Expression read_minus(Expression node) {
    ++at_;
    if (++depth_ > kDeepest) fail("the expression is nested too deeply", "write it with fewer signs");
    node.kind = Expression::Kind::minus;
    node.arguments.push_back(read_value());
    --depth_;
    node.end = node.arguments.back().end;
    return node;
  }

  Expression read_text(Expression node, char quote) {
    const std::size_t close = source_.find(quote, at_ + 1);
    if (close == std::string_view::npos) fail("a text is not closed", std::string("add ") + quote);
    node.kind = Expression::Kind::text;
    node.text = std::string(source_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    node.end = at_;
    return node;
  }

  Expression read_number(Expression node) {
    const std::size_t from = at_;
    while (at_ < source_.size() && (is_digit(source_[at_]) || source_[at_] == '.')) ++at_;
    const auto value = core::parse_number(source_.substr(from, at_ - from));
    if (!value || !std::isfinite(*value)) {
      at_ = from;
      fail("no number: '" + std::string(source_.substr(from, 20)) + "'", "write it as 12 or 0.5");
    }
    node.number = *value;
    node.end = at_;
    return node;
  }

  std::string read_word() {
    const std::size_t from = at_;
    while (at_ < source_.size() && (is_letter(source_[at_]) || is_digit(source_[at_]))) ++at_;
    return std::string(source_.substr(from, at_ - from));
  }

  Expression read_name(Expression node) {
    node.kind = Expression::Kind::name;
    node.path.push_back(read_word());
    while (at_ + 1 < source_.size() && source_[at_] == '.' && is_letter(source_[at_ + 1])) {
      ++at_;
      node.path.push_back(read_word());
    }
    for (const std::string_view word : {"and", "or", "not"})
      if (node.path.size() == 1 && node.path[0] == word) {
        at_ = node.begin;
        fail(fmt_unexpected(), "something is missing before '" + std::string(word) + "'");
      }
    node.end = at_;
    if (take("(")) {
      read_arguments(node);
      node.end = at_;
    }
    return node;
  }

  void read_arguments(Expression& node) {
    if (node.path.size() != 1) fail("'" + node.path.front() + "." + node.path[1] + "' is no function", "write the function's name alone");
    node.kind = Expression::Kind::call;
    if (take(")")) return;
    do node.arguments.push_back(read_or());
    while (take(","));
    if (!take(")")) fail("the arguments of " + node.path.front() + " are not closed", "add ')'");
  }

  std::string_view source_;
  core::Place place_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

core::Place place_within(std::string_view text, std::size_t offset, core::Place place) {
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

Expression parse_expression(std::string_view source, const core::Place& place) {
  if (source.size() > kLongest) refuse("the expression is longer than " + std::to_string(kLongest) + " characters", place, "split it");
  return Parser(source, place).read();
}

}  // namespace dmp::catalogue
