#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include "claims/document.hpp"
#include "claims/sample.hpp"
#include "core/file.hpp"

/// How many claims are found, and how many of what is found are claims: texts marked by hand (tests/claims/README.md).
namespace dmp::claims {
namespace {

namespace fs = std::filesystem;

struct Found {
  int marked = 0, found = 0, extra = 0;
  [[nodiscard]] double recall() const { return marked == 0 ? 1 : static_cast<double>(found) / marked; }
  [[nodiscard]] double precision() const { return found + extra == 0 ? 1 : static_cast<double>(found) / (found + extra); }
  void add(const Found& other) {
    marked += other.marked;
    found += other.found;
    extra += other.extra;
  }
};

using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

Found compare(const std::string& text, const Spans& marked) {
  const Claims claims = check_claims(text, {}, lexicon());
  Found out;
  std::vector<bool> used(claims.size());
  for (const auto& [start, end] : marked) {
    ++out.marked;
    bool hit = false;
    for (std::size_t n = 0; n < claims.size(); ++n)
      if (claims[n].start < end && claims[n].end > start) hit = used[n] = true;
    if (hit) ++out.found;
  }
  for (const bool each : used)
    if (!each) ++out.extra;
  return out;
}

Found marked_text(const std::string& name) {
  const std::string raw = core::read_file(fs::path(DMP_SOURCE_DIR) / "tests" / "claims" / name);
  std::string text;
  Spans marked;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw.compare(i, 2, "[[") == 0) marked.emplace_back(characters, 0), ++i;
    else if (raw.compare(i, 2, "]]") == 0) marked.back().second = characters, ++i;
    else {
      text += raw[i];
      if ((static_cast<unsigned char>(raw[i]) & 0xC0U) != 0x80) ++characters;
    }
  }
  return compare(text, marked);
}

TEST(Detection, FindsTheClaimsOfTheTextsItWasMadeWith) {
  Found all;
  for (const char* name : {"press_release.txt", "needs_assessment.md", "board_paper.txt"}) all.add(marked_text(name));
  EXPECT_GE(all.marked, 150);
  EXPECT_GE(all.recall(), 0.97) << all.found << " of " << all.marked;
  EXPECT_GE(all.precision(), 0.96) << all.extra << " too many";
}

TEST(Detection, FindsTheClaimsOfATextItHasNotSeen) {
  const Found found = marked_text("held_out.txt");
  EXPECT_GE(found.marked, 40);
  EXPECT_GE(found.recall(), 0.85) << found.found << " of " << found.marked;
  EXPECT_GE(found.precision(), 0.9) << found.extra << " too many";
}

TEST(Detection, FindsTheClaimsOfPublishedDocuments) {
  const char* named = std::getenv("DMP_DATA");
  const fs::path folder = (named ? fs::path(named) : fs::path(DMP_SOURCE_DIR) / ".." / "shared" / "data") / ".." / "seeds";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "the published documents are not at " << folder;
  std::map<int, Spans> marked;
  std::istringstream lines(core::read_file(fs::path(DMP_SOURCE_DIR) / "tests" / "claims" / "published_documents.csv"));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto last = line.rfind(','), before = line.rfind(',', last - 1);
    marked[std::stoi(line)].emplace_back(std::stoul(line.substr(before + 1)), std::stoul(line.substr(last + 1)));
  }
  Found all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".txt")) continue;
    all.add(compare(read_document(core::read_file(entry.path()), name).text, marked[std::stoi(name)]));
  }
  EXPECT_GE(all.marked, 175);
  EXPECT_GE(all.recall(), 0.97) << all.found << " of " << all.marked;
  EXPECT_GE(all.precision(), 0.97) << all.extra << " too many";
}

}  // namespace
}  // namespace dmp::claims
