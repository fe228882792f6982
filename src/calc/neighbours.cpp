#include "calc/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "calc/request.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using core::ErrorKind;
using core::UserError;

class Links {
 public:
  Links(const std::string& file, std::span<const std::string> ids) : file_(file), lists_(ids.size()) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (!places_.emplace(ids[i], i).second) throw UserError(ErrorKind::data, fmt::format("the id '{}' stands on more than one row", ids[i]), "give every area one row");
  }

  [[nodiscard]] std::size_t place(const std::string& id, std::uint64_t line, std::uint64_t column) const {
    const auto found = places_.find(id);
    if (found == places_.end()) throw UserError(ErrorKind::data, fmt::format("the area '{}' is not in the table", id), {file_, line, column}, "use the ids of the table in the file of neighbours");
    return found->second;
  }

  void add(std::size_t from, std::size_t to, double weight) {
    auto& list = lists_[from];
    if (std::none_of(list.begin(), list.end(), [&](const Neighbour& known) { return known.area == to; })) list.push_back({to, weight});
  }

  std::vector<std::vector<Neighbour>> take() { return std::move(lists_); }

 private:
  std::string file_;
  std::unordered_map<std::string, std::size_t> places_;
  std::vector<std::vector<Neighbour>> lists_;
};

void read_csv_links(const std::string& file, Links& links) {
  Request request;
  request.table = read_table(file, {});
  const std::vector<std::string> from = request.texts("from");
  const std::vector<std::string> to = request.texts("to");
  const bool weighted = request.table.find("weight") != nullptr;
  const Numbers weight = weighted ? request.counts("weight") : Numbers();
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    if (weighted && weight.missing(row)) request.fail(row, "weight", weight.reason(row), "give every link a weight");
    const auto line = request.table.place(row, "from").line;
    links.add(links.place(from[row], line, 1), links.place(to[row], line, 2), weighted ? weight[row] : 1);
  }
}

struct Word {
  std::string text;
  std::uint64_t line;
  std::uint64_t column;
};

std::vector<std::vector<Word>> lines_of_words(const std::string& file) {
  std::vector<std::vector<Word>> lines;
  std::istringstream text(core::read_file(file));
  std::string line;
  for (std::uint64_t number = 1; std::getline(text, line); ++number) {
    std::istringstream words(line);
    std::string word;
    std::vector<Word> found;
    while (words >> word) found.push_back({word, number, found.size() + 1});
    if (!found.empty()) lines.push_back(std::move(found));
  }
  if (lines.empty()) throw UserError(ErrorKind::data, "the file of neighbours is empty", {file, 1, 0}, "give it the neighbours");
  return lines;
}

/// A header, then for each area a line "id count" and a line with the ids of its neighbours (left out or empty for none).
void read_gal(const std::string& file, Links& links) {
  const auto lines = lines_of_words(file);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const Word& id = lines[i].front();
    const auto count = lines[i].size() == 2 ? core::parse_integer(lines[i][1].text) : std::nullopt;
    if (!count || *count < 0) throw UserError(ErrorKind::data, "an area and its number of neighbours are expected", {file, id.line, 1}, "check the .gal file");
    const std::size_t from = links.place(id.text, id.line, 1);
    if (*count == 0) continue;
    if (i + 1 == lines.size() || lines[i + 1].size() != static_cast<std::size_t>(*count))
      throw UserError(ErrorKind::data, fmt::format("{} neighbours of '{}' are expected on the next line", *count, id.text), {file, id.line, 2}, "check the .gal file");
    for (const Word& neighbour : lines[++i]) links.add(from, links.place(neighbour.text, neighbour.line, neighbour.column), 1);
  }
}

/// A header, then "from to weight" lines.
void read_gwt(const std::string& file, Links& links) {
  const auto lines = lines_of_words(file);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& words = lines[i];
    const auto weight = words.size() == 3 ? core::parse_number(words[2].text) : std::nullopt;
    if (!weight || *weight < 0) throw UserError(ErrorKind::data, "from, to and a weight of 0 or more are expected", {file, words.front().line, 1}, "check the .gwt file");
    links.add(links.place(words[0].text, words[0].line, 1), links.place(words[1].text, words[1].line, 2), *weight);
  }
}

}  // namespace

std::vector<std::vector<Neighbour>> read_neighbours(const std::string& file, std::span<const std::string> ids) {
  Links links(file, ids);
  if (file.ends_with(".gal"))
    read_gal(file, links);
  else if (file.ends_with(".gwt"))
    read_gwt(file, links);
  else
    read_csv_links(file, links);
  return links.take();
}

}  // namespace dmp::calc
