// Runs a fuzz target without libFuzzer: every file of the corpus folder, then damaged copies of it, the same ones each time.
// A fault ends the program by a signal or an exception that nobody catches; what was running is named before it starts.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr int kDamagedCopies = 60;

Bytes read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// One to four faults: a bit turned, a byte of weight set, a piece cut out or doubled, the end cut off.
Bytes damaged(Bytes bytes, std::mt19937_64& random) {
  static constexpr std::uint8_t kWeighty[] = {0, 1, '"', ',', '\n', '\r', '<', '&', 0x7f, 0x80, 0xff};
  for (std::uint64_t fault = 0, faults = 1 + random() % 4; fault < faults && !bytes.empty(); ++fault) {
    const std::size_t at = random() % bytes.size();
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const auto length = static_cast<std::ptrdiff_t>(1 + random() % std::min<std::size_t>(64, bytes.size() - at));
    switch (random() % 5) {
      case 0: bytes[at] ^= static_cast<std::uint8_t>(1U << (random() % 8)); break;
      case 1: bytes[at] = kWeighty[random() % std::size(kWeighty)]; break;
      case 2: bytes.erase(begin, begin + length); break;
      case 3: {
        const Bytes piece(begin, begin + length);
        bytes.insert(begin, piece.begin(), piece.end());
        break;
      }
      default: bytes.resize(at);
    }
  }
  return bytes;
}

void run(const Bytes& bytes) { LLVMFuzzerTestOneInput(bytes.data(), bytes.size()); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !fs::is_directory(argv[1])) {
    std::fprintf(stderr, "error: the corpus folder is missing - a fuzz target needs a small corpus in tests/fuzz/corpus/NAME_fuzz/\n");
    return 2;
  }
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(argv[1])) files.insert(entry.path());
  run({});
  for (const fs::path& file : files) {
    std::printf("%s\n", file.filename().c_str());
    std::fflush(stdout);
    const Bytes bytes = read(file);
    run(bytes);
    std::mt19937_64 random(20221122);
    for (int copy = 0; copy < kDamagedCopies; ++copy) run(damaged(bytes, random));
  }
  std::printf("%zu files and %d damaged copies of each: no fault\n", files.size(), kDamagedCopies);
  return files.empty() ? 1 : 0;
}
