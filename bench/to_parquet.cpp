// A csv file as parquet, for the benchmarks: to_parquet FILE.csv FILE.parquet

#include "engine/engine.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  dmp::engine::Settings settings;
  settings.file_access = true;
  const auto session = dmp::engine::open_database(":memory:", settings);
  session->execute("COPY (SELECT * FROM read_csv(" + dmp::engine::quoted_text(argv[1]) + ")) TO " + dmp::engine::quoted_text(argv[2]) + " (FORMAT parquet)");
}
