#include "intake/area_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/nearest.hpp"

namespace dmp::intake {
namespace {

/// Words that publishers add to or leave out of a name as they like.
constexpr std::array<std::string_view, 16> kIdleWords = {"ua", "borough", "council", "city", "of", "the", "county", "unitary", "authority",
                                                        "district", "london", "metropolitan", "royal", "b", "discontinued", "met"};

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c == '&') {
      close();
      words.emplace_back("and");
    } else if (std::isalnum(c)) {
      word += static_cast<char>(std::tolower(c));
    } else if (c == '\'' || c == '.' || name.substr(i).starts_with("\xE2\x80\x99")) {
      if (c >= 0x80) i += 2;  // typographic apostrophe: King's = Kings
    } else if (c >= 0xC0) {
      // Accented letters fold to their base where it is plain Latin-1; enough for Ynys Môn.
      const unsigned char next = i + 1 < name.size() ? static_cast<unsigned char>(name[i + 1]) : 0;
      if (c == 0xC3) {
        static constexpr std::string_view kBase = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
        const int at = next - 0x80;
        if (at >= 0 && at < static_cast<int>(kBase.size())) word += kBase[static_cast<std::size_t>(at)];
      }
      ++i;
    } else {
      close();
    }
  }
  close();
  return words;
}

int rank_of(std::string_view type) {
  static constexpr std::array<std::string_view, 8> kOrder = {"authority", "county", "region", "country", "force", "ward", "middle area", "small area"};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), type) - kOrder.begin());
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

std::string AreaNames::folded(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  std::vector<std::string> kept;
  for (const std::string& word : words)
    if (std::find(kIdleWords.begin(), kIdleWords.end(), word) == kIdleWords.end()) kept.push_back(word);
  return joined(kept.empty() ? words : kept);
}

void AreaNames::add(std::string_view name, const std::string& code, const std::string& type) {
  if (name.empty()) return;
  const auto put = [&](const std::string& key, int rank) {
    auto& entries = by_name_[key];
    for (Entry& entry : entries) {
      if (entry.code != code || entry.type != type) continue;
      entry.rank = std::min(entry.rank, rank);
      return;
    }
    entries.push_back({code, type, rank});
  };
  // The name as it stands comes before the name without its idle words: "London" and "City of London" are two places.
  put(joined(words_of(name)), rank_of(type));
  put(folded(name), rank_of(type) + 100);
}

AreaNames::Answer AreaNames::find(std::string_view name, const std::vector<std::string>& types) const {
  for (const std::string& key : {joined(words_of(name)), folded(name)}) {
    const auto entries = by_name_.find(key);
    if (entries == by_name_.end()) continue;
    const Entry* best = nullptr;
    bool several = false;
    for (const Entry& entry : entries->second) {
      if (!types.empty() && std::find(types.begin(), types.end(), entry.type) == types.end()) continue;
      if (best && entry.rank == best->rank && entry.code != best->code) several = true;
      if (!best || entry.rank < best->rank) {
        best = &entry;
        several = false;
      }
    }
    if (several) return {Found::several, {}};
    if (best) return {Found::one, best->code};
  }
  return {};
}

std::string AreaNames::suggestion_for(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [key, entry] : by_name_) names.push_back(key);
  const auto best = core::nearest_name(folded(name), names);
  return best ? " Did you mean '" + *best + "'?" : "";
}

}  // namespace dmp::intake
