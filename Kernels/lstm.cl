// lstm
