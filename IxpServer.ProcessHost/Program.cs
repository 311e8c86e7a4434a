await Console.Error.WriteLineAsync("The host itself is still to come; PostgresCluster can be used.");
return 1;
